# from-help.awk - a manual page out of what a program says to --help, so that the two cannot differ.
#
# awk -v page=kindward-log -v section=1 -v version=0.1.0 -v summary='show ...' -f from-help.awk
#
# What is unindented is a paragraph; "usage:" begins the synopsis, "Exit codes:" the exit status. An
# indented line that begins with a dash is an option, one that begins with a word a command; what
# follows two spaces or more is about it, on deeper lines, too.
function escaped(s) {
    gsub(/\\/, "\\e", s)
    gsub(/-/, "\\-", s)
    while (match(s, /`[^`]*`/))
        s = substr(s, 1, RSTART - 1) "\\fB" substr(s, RSTART + 1, RLENGTH - 2) "\\fR" \
            substr(s, RSTART + RLENGTH)
    if (s ~ /^[.']/)
        s = "\\&" s
    return s
}
function heading(s) {
    if (s != at)
        print ".SH " s
    at = s
}
BEGIN {
    printf ".TH %s %s \"\" \"Kindward %s\" \"Kindward\"\n", toupper(page), section, version
    print ".SH NAME"
    print page " \\- " escaped(summary)
}
/^usage: / {
    heading("SYNOPSIS")
    print ".nf"
    is_usage = 1
}
is_usage && /^$/ {
    print ".fi"
    is_usage = 0
    next
}
is_usage {
    sub(/^usage: /, "       ")
    sub(/^       /, "")
    print escaped($0)
    next
}
/^$/ {
    is_new = 1
    next
}
/^[^ ]/ {
    if ($0 ~ /^Exit codes?:/) {
        heading("EXIT STATUS")
    } else if (at == "SYNOPSIS") {
        heading("DESCRIPTION")
    } else if (at == "OPTIONS" || at == "COMMANDS") {
        heading("NOTES")
    } else if (is_new) {
        print ".PP"
    }
    is_new = 0
    print escaped($0)
    next
}
# An option or a command, and what is said of it; where that begins on the next line, so be it.
/^ +-/ || (/^  [a-z]/ && at != "OPTIONS") {
    heading($0 ~ /^ +-/ ? "OPTIONS" : "COMMANDS")
    sub(/^ +/, "")
    about = ""
    if (match($0, /  +/)) {
        about = substr($0, RSTART + RLENGTH)
        $0 = substr($0, 1, RSTART - 1)
    }
    print ".TP"
    print ".B " (at == "COMMANDS" ? page "\\-" $0 "(1)" : escaped($0))
    if (about != "")
        print escaped(about)
    next
}
{
    sub(/^ +/, "")
    print escaped($0)
}
END {
    print ".SH SEE ALSO"
    print (page == "kindward" ? "" : ".BR kindward (1),\n") (page == "kindwardd" ? "" : \
        ".BR kindwardd (8),\n") ".BR kindward.conf (5)"
}

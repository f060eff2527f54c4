# from-markdown.awk - a manual page out of a page of docs/, or of some of its sections.
#
# awk -v page=kindward.conf -v section=5 -v version=0.1.0 -v summary='...' [-v only='A|B']
#     -f from-markdown.awk
#
# Knows what our pages use: headings, paragraphs, lists, tables, blocks of code, `code`, **bold** and
# [links](away). @only: the headings of the sections that are taken; without it, all of them.
function escaped(s) {
    gsub(/\\/, "\\e", s)
    gsub(/-/, "\\-", s)
    return s ~ /^[.']/ ? "\\&" s : s
}
function words(s) {
    s = escaped(s)
    while (match(s, /\[[^][]*\]\([^()]*\)/)) {
        link = substr(s, RSTART + 1, RLENGTH - 1)
        sub(/\].*/, "", link)
        s = substr(s, 1, RSTART - 1) link substr(s, RSTART + RLENGTH)
    }
    while (match(s, /`[^`]*`/))
        s = substr(s, 1, RSTART - 1) "\\fB" substr(s, RSTART + 1, RLENGTH - 2) "\\fR" \
            substr(s, RSTART + RLENGTH)
    while (match(s, /\*\*[^*]*\*\*/))
        s = substr(s, 1, RSTART - 1) "\\fB" substr(s, RSTART + 2, RLENGTH - 4) "\\fR" \
            substr(s, RSTART + RLENGTH)
    return s
}
function say(s) { # with the paragraph that an empty line before it asked for
    if (wants_paragraph)
        print ".PP"
    wants_paragraph = 0
    print s
}
function begin_block() {
    print (is_bare ? "" : ".PP\n") ".RS 4\n.nf"
    wants_paragraph = is_bare = 0
}
function end_block() {
    print ".fi\n.RE"
    wants_paragraph = 0
}
BEGIN {
    printf ".TH %s %s \"\" \"Kindward %s\" \"Kindward\"\n", toupper(page), section, version
    print ".SH NAME"
    print page " \\- " escaped(summary)
    is_taken = only == ""
    if (is_taken)
        print ".SH DESCRIPTION"
    is_bare = 1
}
/^# / && !is_code { next }
/^## / && !is_code {
    sub(/^## /, "")
    is_taken = only == "" || $0 ~ "^(" only ")$"
    if (is_taken)
        print ".SH \"" toupper(words($0)) "\""
    wants_paragraph = 0
    is_bare = 1 # nothing stands below the heading yet
    next
}
!is_taken { next }
/^```/ {
    if (is_code) {
        end_block()
    } else {
        begin_block()
    }
    is_code = !is_code
    next
}
is_code {
    print escaped($0)
    next
}
/^    / {
    if (!is_indented)
        begin_block()
    is_indented = 1
    print escaped(substr($0, 5))
    next
}
is_indented {
    end_block()
    is_indented = 0
}
/^### / {
    sub(/^### /, "")
    print ".SS \"" words($0) "\""
    wants_paragraph = 0
    is_bare = 1
    next
}
# A table: its first cell is what the others are about; the heading and the line below it go.
/^\|/ {
    if (!is_table) {
        is_table = 1
        next
    }
    if ($0 ~ /^\|[ |:-]*$/)
        next
    n = split($0, cells, "|")
    about = ""
    for (i = 2; i < n; i++) {
        gsub(/^ +| +$/, "", cells[i])
        if (i > 2 && cells[i] != "")
            about = about (about == "" ? "" : "; ") cells[i]
    }
    print ".TP\n" words(cells[2]) "\n" words(about)
    is_bare = wants_paragraph = 0
    next
}
{ is_table = 0 }
/^$/ {
    wants_paragraph = !is_bare
    next
}
{ is_bare = 0 }
/^- / {
    wants_paragraph = 0
    print ".IP \\(bu 2"
    print words(substr($0, 3))
    next
}
{
    sub(/^ +/, "") # a list's item that goes on
    say(words($0))
}
END {
    if (is_indented)
        end_block()
    print ".SH SEE ALSO"
    print ".BR kindward (1),\n.BR kindwardd (8)"
}

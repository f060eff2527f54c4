/*
 * cost — what a command costs: CPU time and peak memory.
 *
 * usage: cost COMMAND [ARGUMENT...]
 *
 * Runs it with its standard output thrown away and prints, on ours: seconds of CPU time (user and
 * system, its children's too), seconds on the wall, peak KiB of memory, and its exit code.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    double began = now();
    struct rusage used;
    int status;
    pid_t child;

    if (argc < 2) {
        fputs("usage: cost COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);

        if (nowhere >= 0)
            dup2(nowhere, STDOUT_FILENO);
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) < 0) {
        perror("cost");
        return 1;
    }
    printf("%.4f %.4f %ld %d\n", seconds(used.ru_utime) + seconds(used.ru_stime), now() - began,
           used.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}

/* Loaded into User-Mode Linux by uml: on a processor with AMX, it lets it write the registers of its processes.
 *
 * It knows 2.7 KiB of extended registers, and writes as many (PTRACE_SETREGSET with NT_X86_XSTATE). A host whose
 * processor has AMX, which makes them 11 KiB, takes only the whole. So what it does not know is left as it is.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

long ptrace(enum __ptrace_request request, ...) {
    static long (*next)(enum __ptrace_request, ...);
    static char registers[1 << 16] __attribute__((aligned(64)));  /* UML's stacks are small. */
    va_list rest;
    va_start(rest, request);
    pid_t process = va_arg(rest, pid_t);
    void *address = va_arg(rest, void *), *data = va_arg(rest, void *);
    va_end(rest);

    if (!next) next = dlsym(RTLD_NEXT, "ptrace");
    if (request == PTRACE_SETREGSET && (unsigned long)address == NT_X86_XSTATE) {
        struct iovec *known = data, whole = {registers, sizeof registers};
        if (next(PTRACE_GETREGSET, process, address, &whole) == 0 && whole.iov_len > known->iov_len) {
            memcpy(registers, known->iov_base, known->iov_len);
            return next(request, process, address, &whole);
        }
    }
    return next(request, process, address, data);
}

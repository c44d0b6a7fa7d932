/*
 * A library to preload into QEMU on a host whose KVM has no Hyper-V. It claims Hyper-V, so that QEMU builds the CPUID
 * table that it builds anywhere else, and takes Hyper-V's MSRs and capabilities for done. A guest can read the table;
 * no enlightenment works.
 *
 * Sources: Linux, Documentation/virt/kvm/api.rst (KVM_CHECK_EXTENSION, KVM_ENABLE_CAP, KVM_GET_MSRS, KVM_SET_MSRS,
 * KVM_GET_SUPPORTED_HV_CPUID); Hyper-V TLFS, Feature and Interface Discovery (leaves) and Synthetic MSRs; QEMU 7.2,
 * target/i386/kvm/kvm.c (what it asks for).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/kvm.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FIRST_LEAF 0x40000000
#define LAST_LEAF 0x40000005
#define FIRST_MSR 0x40000000
#define LAST_MSR 0x400001ff

static int is_claimed(unsigned long capability)
{
    switch (capability) {
    case KVM_CAP_HYPERV:
    case KVM_CAP_HYPERV_SYNIC2:
    case KVM_CAP_HYPERV_VP_INDEX:
    case KVM_CAP_HYPERV_CPUID:
    case KVM_CAP_SYS_HYPERV_CPUID:
        return 1;
    default:
        return 0;
    }
}

/* Every bit is on offer; QEMU publishes those that it was told to. */
static int get_supported_leaves(struct kvm_cpuid2 *cpuid)
{
    const unsigned count = LAST_LEAF - FIRST_LEAF + 1;

    if (cpuid->nent < count) {
        errno = E2BIG;
        return -1;
    }
    cpuid->nent = count;
    for (unsigned i = 0; i < count; i++)
        cpuid->entries[i] = (struct kvm_cpuid_entry2){
            .function = FIRST_LEAF + i, .eax = ~0u, .ebx = ~0u, .ecx = ~0u, .edx = ~0u};
    return 0;
}

static int is_hyperv_msr(const struct kvm_msr_entry *entry)
{
    return entry->index >= FIRST_MSR && entry->index <= LAST_MSR;
}

/* Get or set the MSRs that KVM knows. Both answer with the number of those that are done. */
static int pass_msrs(int fd, unsigned long request, struct kvm_msrs *msrs)
{
    struct kvm_msrs *known = malloc(sizeof *msrs + msrs->nmsrs * sizeof *msrs->entries);
    unsigned count = 0;
    int done;

    if (known == NULL)
        return -1;
    for (unsigned i = 0; i < msrs->nmsrs; i++)
        if (!is_hyperv_msr(&msrs->entries[i]))
            known->entries[count++] = msrs->entries[i];
    known->nmsrs = count;
    done = syscall(SYS_ioctl, fd, request, known);
    if (done == (int)count) {
        count = 0;
        for (unsigned i = 0; i < msrs->nmsrs; i++)
            if (!is_hyperv_msr(&msrs->entries[i]))
                msrs->entries[i] = known->entries[count++];
        done = msrs->nmsrs;
    }
    free(known);
    return done;
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;
    void *argument;

    va_start(arguments, request);
    argument = va_arg(arguments, void *);
    va_end(arguments);
    /* QEMU keeps requests in an int, the sign of which has run into the upper half. */
    switch ((unsigned)request) {
    case KVM_CHECK_EXTENSION:
        if (is_claimed((unsigned long)argument))
            return 1;
        break;
    case KVM_ENABLE_CAP:
        if (is_claimed(((struct kvm_enable_cap *)argument)->cap))
            return 0;
        break;
    case KVM_GET_SUPPORTED_HV_CPUID:
        return get_supported_leaves(argument);
    case KVM_GET_MSRS:
    case KVM_SET_MSRS:
        return pass_msrs(fd, request, argument);
    }
    return syscall(SYS_ioctl, fd, request, argument);
}

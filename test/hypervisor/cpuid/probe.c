/*
 * A multiboot kernel that executes CPUID and prints what it gets over the first serial port: a line for each leaf, with
 * the leaf, EAX, EBX, ECX and EDX in hexadecimal, and END.
 *
 * Source: Intel SDM, volume 2A, CPUID.
 */
#include "../../helpers/multiboot.h"

static const uint32_t leaves[] = {
    /* Vendor, features, brand. */
    0x00000000, 0x00000001, 0x80000002, 0x80000003, 0x80000004,
    /* Where a hypervisor introduces itself, or Hyper-V does. */
    0x40000000, 0x40000001, 0x40000003, 0x40000004,
    /* Where KVM introduces itself beside Hyper-V. */
    0x40000100,
    /* A leaf that nobody has: what a CPU answers where there is nothing. */
    0x4fffff00,
};

void run(void)
{
    for (unsigned i = 0; i < sizeof leaves / sizeof *leaves; i++) {
        uint32_t eax = leaves[i], ebx, ecx = 0, edx;

        asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
        put_digits(leaves[i], 8, ' ');
        put_digits(eax, 8, ' ');
        put_digits(ebx, 8, ' ');
        put_digits(ecx, 8, ' ');
        put_digits(edx, 8, '\n');
    }
    put_text("END\n");
}

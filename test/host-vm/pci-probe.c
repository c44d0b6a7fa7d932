/*
 * A multiboot kernel that walks the PCI buses and prints what it finds over the first serial port: a line for each
 * function, with the way to it from bus 0 as device.function of each bridge and of itself, vendor, device and class; and END.
 *
 * Source: PCI Local Bus Specification 3.0, 3.2.2.3.2 (configuration mechanism) and 6.1 (header); PCI-to-PCI Bridge
 * Architecture Specification 1.2, 3.2.5.4 (secondary bus number).
 */
#include "../helpers/multiboot.h"

#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA 0xcfc
#define IDS 0x00
#define CLASS 0x08
#define HEADER_TYPE 0x0c
#define BUS_NUMBERS 0x18
#define DEEPEST 8

/* Device and function of each bridge on the way, and how many there are. */
static uint8_t way[DEEPEST];
static unsigned depth;

static uint32_t read_config(unsigned bus, unsigned slot, unsigned reg)
{
    uint32_t value, address = 1u << 31 | bus << 16 | slot << 8 | reg;

    asm volatile("outl %0, %1" : : "a"(address), "Nd"((uint16_t)CONFIG_ADDRESS));
    asm volatile("inl %1, %0" : "=a"(value) : "Nd"((uint16_t)CONFIG_DATA));
    return value;
}

static void print_function(uint32_t ids, uint32_t class)
{
    for (unsigned i = 0; i < depth; i++) {
        put_digits(way[i] >> 3, 2, '.');
        put_digits(way[i] & 7, 1, i + 1 < depth ? '/' : ' ');
    }
    put_digits(ids, 4, ':');
    put_digits(ids >> 16, 4, ' ');
    put_digits(class >> 8, 6, '\n');
}

static void walk_bus(unsigned bus)
{
    for (unsigned slot = 0; slot < 256; slot++) {
        uint32_t ids = read_config(bus, slot, IDS);
        uint32_t header;
        unsigned secondary;

        if ((ids & 0xffff) == 0xffff) {
            /* Without a function 0 there is no other. */
            if ((slot & 7) == 0)
                slot |= 7;
            continue;
        }
        header = read_config(bus, slot, HEADER_TYPE) >> 16;
        way[depth++] = slot;
        print_function(ids, read_config(bus, slot, CLASS));
        secondary = read_config(bus, slot, BUS_NUMBERS) >> 8 & 0xff;
        /* Firmware numbers a bus higher than the one above it. */
        if ((header & 0x7f) == 1 && secondary > bus && depth < DEEPEST)
            walk_bus(secondary);
        depth--;
        if ((slot & 7) == 0 && !(header & 0x80))
            slot |= 7;
    }
}

void run(void)
{
    walk_bus(0);
    put_text("END\n");
}

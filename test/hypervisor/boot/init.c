/*
 * The first and only process of a guest: it loads the modules in /modules, prints what firmware and kernel found, and
 * turns the guest off. A line is a fact, with tabs between its fields and "-" for a field that is empty:
 *
 *   firmware      efi or bios, bits of the EFI firmware
 *   secure-boot   1 or 0
 *   dmi           file in /sys/class/dmi/id, content
 *   acpi          name of a table
 *   boot-order    device that the firmware was told to boot from, as Open Firmware names it
 *   window        range of memory that the host bridge hands out
 *   pci           address, address of the bridge that it is behind, class, PCI id, type of PCI Express port
 *   bar           address, number (6 is the ROM, what follows are windows of bridges), first and last byte
 *   rom           address, bytes, the first of them in hexadecimal
 *   tpm           major version
 *   clock         current or available, clock sources
 *   rtc           seconds since 1970, as if what the clock shows was UTC
 *   disk          name, place on its bus, PCI address of the controller, serial, text that its first sector begins with
 *   nic           name, MAC, PCI address
 *   failed        what could not be done, why
 *
 * The report stands between the lines BEGIN REPORT and END REPORT.
 *
 * Sources: Linux 6.1, Documentation/ABI (sysfs), Documentation/PCI/sysfs-pci.rst (rom, resource); PCI Express Base
 * Specification 3.0, 7.8.2 (type of port).
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#define CONSOLE_OFF 6
#define PCI "/sys/bus/pci/devices"
#define PCI_ADDRESS sizeof "0000:00:00.0"
#define CLOCK "/sys/devices/system/clocksource/clocksource0"
#define SECURE_BOOT "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

/* Write a path; the fourth call from here writes over it. */
static const char *path_to(const char *format, ...)
{
    static char paths[4][PATH_MAX];
    static unsigned next;
    char *path = paths[next++ % 4];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(path, PATH_MAX, format, arguments);
    va_end(arguments);
    return path;
}

/* Read the beginning of a file; returns the number of bytes, 0 for a file that is not there. */
static size_t read_bytes(const char *path, void *bytes, size_t size)
{
    int file = open(path, O_RDONLY);
    size_t length = 0;
    ssize_t got;

    if (file < 0)
        return 0;
    while (length < size && (got = read(file, (char *)bytes + length, size - length)) > 0)
        length += got;
    close(file);
    return length;
}

/*
 * The text that a file holds behind some bytes, up to the first that cannot be printed and without blanks around it;
 * "-" where there is none. Valid until the next call.
 */
static const char *read_text_behind(size_t skipped, const char *path)
{
    static char buffer[4096];
    size_t length = read_bytes(path, buffer, sizeof buffer - 1);
    char *text = buffer + (skipped < length ? skipped : length), *end;

    buffer[length] = '\0';
    while (isspace((unsigned char)*text))
        text++;
    for (end = text; isprint((unsigned char)*end); end++)
        ;
    while (end > text && isspace((unsigned char)end[-1]))
        end--;
    *end = '\0';
    return *text == '\0' ? "-" : text;
}

static const char *read_text(const char *path)
{
    return read_text_behind(0, path);
}

/* Call for each entry of a folder, in the order of their names. */
static void for_each(const char *folder, void (*print)(const char *folder, const char *entry))
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, versionsort);

    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.')
            print(folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

/* Find the last PCI address in the real path of a file of sysfs; "-" where there is none. */
static void find_pci_address(const char *path, char address[PCI_ADDRESS])
{
    char *real = realpath(path, NULL);
    unsigned domain, bus, slot, function;

    strcpy(address, "-");
    for (char *part = real == NULL ? NULL : strtok(real, "/"); part != NULL; part = strtok(NULL, "/"))
        if (strlen(part) == 12 && sscanf(part, "%4x:%2x:%2x.%1x", &domain, &bus, &slot, &function) == 4)
            strcpy(address, part);
    free(real);
}

static bool is_file(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static void load_module(const char *folder, const char *name)
{
    int file = open(path_to("%s/%s", folder, name), O_RDONLY | O_CLOEXEC);

    /* A module may find nothing to do here. */
    if (syscall(SYS_finit_module, file, "", 0) != 0 && errno != ENODEV)
        printf("failed\tload %s\t%s\n", name, strerror(errno));
    close(file);
}

static void print_firmware(void)
{
    unsigned char variable[5];

    if (access("/sys/firmware/efi", F_OK) != 0) {
        printf("firmware\tbios\t-\n");
        return;
    }
    printf("firmware\tefi\t%s\n", read_text("/sys/firmware/efi/fw_platform_size"));
    /* Four bytes of attributes stand before the value. */
    if (read_bytes(SECURE_BOOT, variable, sizeof variable) == sizeof variable)
        printf("secure-boot\t%d\n", variable[4]);
}

static void print_dmi(const char *folder, const char *entry)
{
    const char *path = path_to("%s/%s", folder, entry);

    if (is_file(path) && strcmp(entry, "uevent") != 0 && strcmp(entry, "modalias") != 0)
        printf("dmi\t%s\t%s\n", entry, read_text(path));
}

static void print_acpi(const char *folder, const char *entry)
{
    if (is_file(path_to("%s/%s", folder, entry)))
        printf("acpi\t%s\n", entry);
}

static void print_boot_order(void)
{
    char order[4096];
    size_t length = read_bytes("/sys/firmware/qemu_fw_cfg/by_name/bootorder/raw", order, sizeof order - 1);

    order[length] = '\0';
    for (char *line = strtok(order, "\n"); line != NULL; line = strtok(NULL, "\n"))
        printf("boot-order\t%s\n", line);
}

static void print_windows(void)
{
    FILE *file = fopen("/proc/iomem", "r");
    char line[256], range[64], name[64];

    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "%63s : %63[^\n]", range, name) == 2 && strcmp(name, "PCI Bus 0000:00") == 0)
            printf("window\t%s\n", range);
    if (file != NULL)
        fclose(file);
}

/* Find the type of port in the PCI Express capability; -1 for a conventional function, which has none. */
static int find_port_type(const char *address)
{
    unsigned char config[256];

    if (read_bytes(path_to("%s/%s/config", PCI, address), config, sizeof config) < sizeof config)
        return -1;
    if (!(config[6] & 0x10))
        return -1;
    for (unsigned at = config[0x34] & ~3u, steps = 0; at != 0 && steps < 48; at = config[at + 1] & ~3u, steps++)
        if (config[at] == 0x10)
            return config[at + 2] >> 4;
    return -1;
}

static bool write_text(const char *path, const char *text)
{
    int file = open(path, O_WRONLY);
    bool done = file >= 0 && write(file, text, strlen(text)) > 0;

    close(file);
    return done;
}

static void print_rom(const char *address)
{
    static unsigned char bytes[1 << 20];
    const char *rom = path_to("%s/%s/rom", PCI, address);
    size_t length;

    if (!is_file(rom))
        return;
    /* A function without a driver answers after it was enabled, and the kernel shows a ROM after it was asked to. */
    if (access(path_to("%s/%s/driver", PCI, address), F_OK) != 0)
        write_text(path_to("%s/%s/enable", PCI, address), "1");
    if (!write_text(rom, "1"))
        printf("failed\tshow the ROM of %s\t%s\n", address, strerror(errno));
    length = read_bytes(rom, bytes, sizeof bytes);
    printf("rom\t%s\t%zu\t%s", address, length, length == 0 ? "-" : "");
    for (size_t i = 0; i < length && i < 128; i++)
        printf("%02x", bytes[i]);
    printf("\n");
}

static void print_bars(const char *address)
{
    FILE *file = fopen(path_to("%s/%s/resource", PCI, address), "r");
    uint64_t first, last, flags;

    for (int i = 0; file != NULL && fscanf(file, "%lx %lx %lx", &first, &last, &flags) == 3; i++)
        if (flags != 0)
            printf("bar\t%s\t%d\t%lx\t%lx\n", address, i, first, last);
    if (file != NULL)
        fclose(file);
}

static unsigned read_number(const char *address, const char *file)
{
    return strtoul(read_text(path_to("%s/%s/%s", PCI, address, file)), NULL, 16);
}

static void print_pci(const char *folder, const char *address)
{
    char parent[PCI_ADDRESS];
    int port = find_port_type(address);

    find_pci_address(path_to("%s/%s/..", folder, address), parent);
    printf("pci\t%s\t%s\t%06x\t", address, parent, read_number(address, "class"));
    printf("%04x:%04x\t", read_number(address, "vendor"), read_number(address, "device"));
    printf(port < 0 ? "-\n" : "%d\n", port);
    print_bars(address);
    print_rom(address);
}

/* A virtio disk has its serial in a file, a SCSI disk behind the header of page 0x80 of its vital product data. */
static const char *read_serial(const char *disk)
{
    const char *file = path_to("/sys/block/%s/serial", disk);

    return is_file(file) ? read_text(file) : read_text_behind(4, path_to("/sys/block/%s/device/vpd_pg80", disk));
}

static void print_disk(const char *folder, const char *name)
{
    char controller[PCI_ADDRESS], *device = realpath(path_to("%s/%s/device", folder, name), NULL);

    if (device == NULL)
        return;
    find_pci_address(device, controller);
    printf("disk\t%s\t%s\t%s\t%s\t", name, basename(device), controller, read_serial(name));
    printf("%s\n", read_text(path_to("/dev/%s", name)));
    free(device);
}

static void print_nic(const char *folder, const char *name)
{
    char address[PCI_ADDRESS];

    find_pci_address(path_to("%s/%s/device", folder, name), address);
    if (strcmp(address, "-") != 0)
        printf("nic\t%s\t%s\t%s\n", name, read_text(path_to("%s/%s/address", folder, name)), address);
}

static void mount_at(const char *folder, const char *type)
{
    mkdir(folder, 0755);
    if (mount(type, folder, type, 0, NULL) != 0)
        printf("failed\tmount %s\t%s\n", folder, strerror(errno));
}

int main(void)
{
    /* What the kernel says would end up between the facts. */
    klogctl(CONSOLE_OFF, NULL, 0);
    printf("\nBEGIN REPORT\n");
    mount_at("/proc", "proc");
    mount_at("/sys", "sysfs");
    mount_at("/dev", "devtmpfs");
    for_each("/modules", load_module);
    if (access("/sys/firmware/efi/efivars", F_OK) == 0)
        mount_at("/sys/firmware/efi/efivars", "efivarfs");

    print_firmware();
    for_each("/sys/class/dmi/id", print_dmi);
    for_each("/sys/firmware/acpi/tables", print_acpi);
    print_boot_order();
    print_windows();
    for_each(PCI, print_pci);
    if (access("/sys/class/tpm/tpm0", F_OK) == 0)
        printf("tpm\t%s\n", read_text("/sys/class/tpm/tpm0/tpm_version_major"));
    printf("clock\tcurrent\t%s\n", read_text(CLOCK "/current_clocksource"));
    printf("clock\tavailable\t%s\n", read_text(CLOCK "/available_clocksource"));
    printf("rtc\t%s\n", read_text("/sys/class/rtc/rtc0/since_epoch"));
    for_each("/sys/block", print_disk);
    for_each("/sys/class/net", print_nic);
    printf("END REPORT\n");

    fflush(stdout);
    tcdrain(STDOUT_FILENO);
    reboot(RB_POWER_OFF);
}

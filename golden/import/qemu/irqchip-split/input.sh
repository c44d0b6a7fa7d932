kvm -machine pc-q35-7.2,kernel_irqchip=split,vmport=off,mem-merge=off -accel kvm -cpu host,migratable=off,+invtsc,host-cache-info=on,+topoext,-x2apic -device vfio-pci,host=01:00.0

echo hello
modprobe kvm

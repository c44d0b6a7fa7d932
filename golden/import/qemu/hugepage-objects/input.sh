sudo taskset -c 4-7 qemu-system-x86_64 -machine q35,memory-backend=mem -cpu host \
  -object memory-backend-memfd,id=mem,size=8G,hugetlb=on,hugetlbsize=1G,share=on -overcommit mem-lock=on \
  -device vfio-pci,host=01:00.0

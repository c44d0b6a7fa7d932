# Prints a domain with <kvm><hidden state='on'/></kvm> among its features.
import sys
from lxml import etree

tree = etree.parse(sys.argv[1])
etree.SubElement(etree.SubElement(tree.find("features"), "kvm"), "hidden", state="on")
sys.stdout.buffer.write(etree.tostring(tree))

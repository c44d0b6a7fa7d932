# Prints how many of the files that are named lxml refuses to read.
import sys
from lxml import etree


def is_refused(file):
    try:
        etree.parse(file)
    except etree.XMLSyntaxError:
        return True
    return False


print(sum(map(is_refused, sys.argv[1:])))

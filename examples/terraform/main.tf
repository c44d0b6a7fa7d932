# A guest with a graphics card of its own. Up to 0.8 the libvirt provider had XSLT for what it has no words for; 0.9 has
# none. Here ptx makes the domain, and virsh defines it.
terraform {
  required_version = ">= 1.4"
  required_providers {
    external = {
      source  = "hashicorp/external"
      version = "~> 2.3"
    }
  }
}

variable "connect" {
  description = "The URI of libvirt"
  type        = string
  default     = "qemu:///system"
}

variable "node" {
  description = "The host, as devices.yaml calls it"
  type        = string
  default     = "rack2"
}

data "external" "render" {
  program = ["node", "${path.module}/transform.mjs"]
  query = {
    domain  = templatefile("${path.module}/render.xml.tftpl", { name = "render", memory_gib = 16, vcpus = 8 })
    steps   = file("${path.module}/steps.yaml")
    devices = file("${path.module}/devices.yaml")
    node    = var.node
  }
}

# Defined anew where the template, a step or the map changes.
resource "terraform_data" "render" {
  input = {
    connect = var.connect
    domain  = data.external.render.result.domain
  }
  triggers_replace = [data.external.render.result.domain]

  provisioner "local-exec" {
    command = "printf '%s' \"$DOMAIN\" | virsh --connect \"$CONNECT\" define --validate /dev/stdin"
    environment = {
      CONNECT = self.input.connect
      DOMAIN  = self.input.domain
    }
  }

  provisioner "local-exec" {
    when    = destroy
    command = "virsh --connect \"$CONNECT\" undefine render --keep-nvram"
    environment = {
      CONNECT = self.input.connect
    }
  }
}

output "changes" {
  description = "How many changes the steps made"
  value       = data.external.render.result.changes
}

meta:
  id: sll2_header
  title: Linux "cooked" capture header, version 2 (LINKTYPE_LINUX_SLL2)
  license: Apache-2.0
  endian: be
seq:
  - id: protocol
    type: u2
    doc: Ethertype of what follows.
  - id: reserved
    type: u2
  - id: interface_index
    type: u4
  - id: arphrd
    type: u2
  - id: packet_type
    type: u1
    doc: 0 to us, 1 broadcast, 2 multicast, 3 to another host, 4 sent by us.
  - id: address_length
    type: u1
  - id: address
    size: 8

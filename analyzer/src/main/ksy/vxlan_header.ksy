meta:
  id: vxlan_header
  title: VXLAN header
  license: Apache-2.0
  endian: be
  xref:
    rfc: 7348
seq:
  - id: flags
    type: u1
    doc: Bit 0x08 says that the network identifier is valid; bit 0x80 of the group policy extension may stand beside it.
  - id: group_flags
    type: u1
  - id: group
    type: u2
  - id: network
    type: b24
  - id: reserved
    type: u1
instances:
  valid_network:
    value: (flags & 0x08) != 0

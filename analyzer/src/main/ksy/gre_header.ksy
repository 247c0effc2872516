meta:
  id: gre_header
  title: GRE header with key and sequence number
  license: Apache-2.0
  endian: be
  xref:
    rfc: [2784, 2890]
seq:
  - id: flags
    type: u2
  - id: protocol
    type: u2
    doc: Ethertype of what follows.
  - id: checksum
    type: u4
    if: has_checksum
  - id: key
    type: u4
    if: has_key
  - id: sequence
    type: u4
    if: has_sequence
instances:
  has_checksum:
    value: (flags & 0x8000) != 0
  has_key:
    value: (flags & 0x2000) != 0
  has_sequence:
    value: (flags & 0x1000) != 0
  version:
    value: flags & 7

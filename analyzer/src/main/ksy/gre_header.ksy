meta:
  id: gre_header
  title: GRE header with key and sequence number
  license: Apache-2.0
  endian: be
  xref:
    rfc: [2784, 2890]
seq:
  - id: has_checksum
    type: b1
  - id: has_routing
    type: b1
  - id: has_key
    type: b1
  - id: has_sequence
    type: b1
  - id: reserved
    type: b9
  - id: version
    type: b3
  - id: protocol
    type: u2
  - id: checksum
    type: u4
    if: has_checksum
  - id: key
    type: u4
    if: has_key
  - id: sequence
    type: u4
    if: has_sequence

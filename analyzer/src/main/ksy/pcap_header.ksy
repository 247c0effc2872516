meta:
  id: pcap_header
  title: First 24 bytes of a classic pcap file
  license: Apache-2.0
  xref:
    draft: draft-ietf-opsawg-pcap
doc: |
  The magic number tells byte order and time resolution; it is read big-endian and everything else follows it.
seq:
  - id: magic
    type: u4be
    enum: magics
  - id: body
    type: body
types:
  body:
    meta:
      endian:
        switch-on: _root.magic
        cases:
          magics::be_micros: be
          magics::be_nanos: be
          magics::le_micros: le
          magics::le_nanos: le
    seq:
      - id: version_major
        type: u2
      - id: version_minor
        type: u2
      - id: zone
        type: s4
      - id: accuracy
        type: u4
      - id: snap_length
        type: u4
      - id: link_type
        type: u4
enums:
  magics:
    0xa1b2c3d4: be_micros
    0xa1b23c4d: be_nanos
    0xd4c3b2a1: le_micros
    0x4d3cb2a1: le_nanos

meta:
  id: pcapng_option
  title: One option of a pcapng block
  license: Apache-2.0
  xref:
    draft: draft-ietf-opsawg-pcapng
  endian:
    switch-on: order
    cases:
      orders::big: be
      orders::little: le
params:
  - id: order
    type: u4
    enum: orders
seq:
  - id: code
    type: u2
  - id: length
    type: u2
  - id: value
    size: length
  - id: padding
    size: (4 - length % 4) % 4
enums:
  orders:
    1: big
    2: little

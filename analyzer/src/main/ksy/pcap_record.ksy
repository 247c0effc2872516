meta:
  id: pcap_record
  title: Header of one record of a classic pcap file
  license: Apache-2.0
  xref:
    draft: draft-ietf-opsawg-pcap
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
  - id: seconds
    type: u4
  - id: fraction
    type: u4
    doc: Microseconds or nanoseconds, as the file's magic says.
  - id: captured_length
    type: u4
  - id: original_length
    type: u4
enums:
  orders:
    1: big
    2: little

meta:
  id: pcapng_block
  title: One block of a pcapng file
  license: Apache-2.0
  xref:
    draft: draft-ietf-opsawg-pcapng
  endian:
    switch-on: order
    cases:
      orders::big: be
      orders::little: le
doc: |
  The caller finds the byte order in the section header, checks the block's length and carves the block before it hands it over:
  no length in here can reach beyond it. Options stay bytes here; they are read one at a time, so that a broken one does not take its
  elder sisters along. The block type stays a number, because a file may hold types nobody here knows.
params:
  - id: order
    type: u4
    enum: orders
seq:
  - id: block_type
    type: u4
  - id: total_length
    type: u4
  - id: body
    size-eos: true
    type:
      switch-on: kind
      cases:
        kinds::section_header: section_header
        kinds::interface_description: interface_description
        kinds::simple_packet: simple_packet
        kinds::name_resolution: name_resolution
        kinds::interface_statistics: interface_statistics
        kinds::enhanced_packet: enhanced_packet
instances:
  kind:
    value: block_type
    enum: kinds
types:
  section_header:
    seq:
      - id: byte_order_magic
        type: u4
      - id: version_major
        type: u2
      - id: version_minor
        type: u2
      - id: section_length
        type: s8
      - id: options
        size-eos: true
  interface_description:
    seq:
      - id: link_type
        type: u2
      - id: reserved
        type: u2
      - id: snap_length
        type: u4
      - id: options
        size-eos: true
  enhanced_packet:
    seq:
      - id: interface_id
        type: u4
      - id: timestamp_high
        type: u4
      - id: timestamp_low
        type: u4
      - id: captured_length
        type: u4
        valid:
          expr: _ <= _io.size - _io.pos - 4
      - id: original_length
        type: u4
      - id: packet
        size: captured_length
      - id: padding
        size: (4 - captured_length % 4) % 4
      - id: options
        size-eos: true
  simple_packet:
    seq:
      - id: original_length
        type: u4
  interface_statistics:
    seq:
      - id: interface_id
        type: u4
      - id: timestamp_high
        type: u4
      - id: timestamp_low
        type: u4
      - id: options
        size-eos: true
  name_resolution:
    seq:
      - id: records
        type: name_record
        repeat: until
        repeat-until: _.record_type == 0 or _io.size - _io.pos < 8
  name_record:
    seq:
      - id: record_type
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
  kinds:
    0x0a0d0d0a: section_header
    0x00000001: interface_description
    0x00000003: simple_packet
    0x00000004: name_resolution
    0x00000005: interface_statistics
    0x00000006: enhanced_packet

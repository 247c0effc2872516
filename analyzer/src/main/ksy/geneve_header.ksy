meta:
  id: geneve_header
  title: Geneve header
  license: Apache-2.0
  endian: be
  xref:
    rfc: 8926
seq:
  - id: version
    type: b2
  - id: option_words
    type: b6
  - id: control
    type: b1
  - id: critical
    type: b1
  - id: reserved
    type: b6
  - id: protocol
    type: u2
  - id: network
    type: b24
  - id: reserved2
    type: u1
  - id: options
    size: option_words * 4

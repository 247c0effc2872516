meta:
  id: geneve_header
  title: Geneve header
  license: Apache-2.0
  endian: be
  xref:
    rfc: 8926
seq:
  - id: version_and_words
    type: u1
    doc: Two bits of version, six bits of option length in words of four bytes.
  - id: flags
    type: u1
    doc: 0x80 control packet, 0x40 critical options.
  - id: protocol
    type: u2
    doc: Ethertype of what follows.
  - id: network
    type: b24
  - id: reserved
    type: u1
  - id: options
    size: (version_and_words & 0x3f) * 4

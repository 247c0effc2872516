package io.packetwalk.redact.packet;

/** What stays of the payloads in captures. DNS messages always stay, with pseudonyms: names are what cases are about. */
public enum Payloads {
    /** Nothing: frames end behind their transport header. Keyed bytes stand for the payload of a datagram. */
    DROP,
    /** The head of HTTP messages, and TLS client hellos, with pseudonyms. */
    HEADERS,
    /** Everything; what is text is treated as text. */
    KEEP
}

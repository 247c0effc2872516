/**
 * What is on the wire? Frames of pcap and pcapng files, the IP layers of a frame, DNS messages, and the field tree of one packet.
 *
 * <p>Every read is bounds-checked; truncation and snap length are explicit. May import {@code evidence} and {@code net}.
 */
@NullMarked
package io.packetwalk.capture;

import org.jspecify.annotations.NullMarked;

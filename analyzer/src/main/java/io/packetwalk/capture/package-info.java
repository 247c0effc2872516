/**
 * What is on the wire? Chapters: {@code file} (frames of pcap and pcapng), {@code packet} (the IP layers of a frame), {@code speech} (DNS messages and what connections
 * say first), {@code tree} (one packet as people read it). Here: capture filters, and capturing itself.
 *
 * <p>Every read is bounds-checked; truncation and snap length are explicit. May import {@code evidence} and {@code net}.
 */
@NullMarked
package io.packetwalk.capture;

import org.jspecify.annotations.NullMarked;

/** How frames stand in capture files: pcap and pcapng, of any size, cut anywhere. Containers are read once and may hold millions of frames, so what a frame needs is read by hand. */
@NullMarked
package io.packetwalk.capture.file;

import org.jspecify.annotations.NullMarked;

/** Where in a line of any text does something stand that is somebody's or secret? Finds and replaces it, whatever the format. */
@NullMarked
package io.packetwalk.redact.text;

import org.jspecify.annotations.NullMarked;

/** One packet as people read it: all fields of all its headers, by generated layouts and a library. */
@NullMarked
package io.packetwalk.capture.tree;

import org.jspecify.annotations.NullMarked;

/** What can be collected, from where, and by which command? May import nothing of the project. */
@NullMarked
package io.packetwalk.collector;

import org.jspecify.annotations.NullMarked;

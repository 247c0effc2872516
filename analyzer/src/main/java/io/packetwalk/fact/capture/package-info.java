/** What is in the captures: interfaces, and conversations as each capture point saw them. */
@NullMarked
package io.packetwalk.fact.capture;

import org.jspecify.annotations.NullMarked;

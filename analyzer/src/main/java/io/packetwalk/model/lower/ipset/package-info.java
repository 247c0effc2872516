/**
 * What do the ipsets hold that rules ask?
 */
@NullMarked
package io.packetwalk.model.lower.ipset;

import org.jspecify.annotations.NullMarked;

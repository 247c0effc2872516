/** Does the pod network carry packets between pods, on one node and across nodes? */
@NullMarked
package io.packetwalk.check.podnet;

import org.jspecify.annotations.NullMarked;

/** Does the Service select the pods it should, and are they ready? */
@NullMarked
package io.packetwalk.check.service;

import org.jspecify.annotations.NullMarked;

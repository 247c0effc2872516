/**
 * In which forms can the answer be had? {@link io.packetwalk.report.view.Views#ALL} is the list; each is made from the report and nothing else.
 *
 * <p>May import {@code report} and its views.
 */
@NullMarked
package io.packetwalk.report.view;

import org.jspecify.annotations.NullMarked;

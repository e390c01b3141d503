/// What is counted and measured, as Prometheus text.
@NullMarked
package dev.penstock.metrics;

import org.jspecify.annotations.NullMarked;

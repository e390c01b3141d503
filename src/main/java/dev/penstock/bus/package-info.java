/// What verticles say to each other, and the only place that touches the event bus.
@org.jspecify.annotations.NullMarked
package dev.penstock.bus;

/// What a push comes to: validated, converted, split by store and merged. Pure.
@org.jspecify.annotations.NullMarked
package dev.penstock.plan;

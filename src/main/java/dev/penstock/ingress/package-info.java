/// Where pushes come in: what every way in has in common.
@org.jspecify.annotations.NullMarked
package dev.penstock.ingress;

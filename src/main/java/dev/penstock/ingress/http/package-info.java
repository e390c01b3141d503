/// Pushes and reads over HTTP.
@org.jspecify.annotations.NullMarked
package dev.penstock.ingress.http;

/// The online store: the newest row of each entity, for serving.
@org.jspecify.annotations.NullMarked
package dev.penstock.online;

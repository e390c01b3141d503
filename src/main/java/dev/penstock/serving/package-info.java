/// Online retrieval: what a model reads when it predicts.
@NullMarked
package dev.penstock.serving;

import org.jspecify.annotations.NullMarked;

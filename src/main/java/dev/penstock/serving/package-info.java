/// Retrieval: what a model reads when it predicts, and what it is trained on.
@NullMarked
package dev.penstock.serving;

import org.jspecify.annotations.NullMarked;

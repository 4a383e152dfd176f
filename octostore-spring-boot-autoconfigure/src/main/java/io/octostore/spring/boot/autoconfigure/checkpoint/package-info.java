/**
 * Auto-configuration for processes whose memory is copied (CRaC checkpoints).
 */
@NullMarked
package io.octostore.spring.boot.autoconfigure.checkpoint;

import org.jspecify.annotations.NullMarked;

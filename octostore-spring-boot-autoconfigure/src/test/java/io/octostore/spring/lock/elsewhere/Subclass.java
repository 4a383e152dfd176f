package io.octostore.spring.lock.elsewhere;

import io.octostore.spring.lock.WithPackagePrivateMethod;

/**
 * Inherits a method that it cannot override.
 */
public class Subclass extends WithPackagePrivateMethod {

}

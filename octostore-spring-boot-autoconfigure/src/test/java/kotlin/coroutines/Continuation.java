package kotlin.coroutines;

/**
 * Stands in for Kotlin's type, by which suspend functions are recognised.
 */
public interface Continuation {

}

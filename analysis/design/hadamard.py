"""Hadamard matrices: rows of ones and minus ones of which any two agree in half of the places."""

from __future__ import annotations

import numpy as np

from ..arrays import IntArray
from ..errors import DesignError


def hadamard(least: int, order: int | None = None) -> IntArray:
    """A matrix of at least this order, or of the order asked for; its first row and column are ones.

    Orders are doubled (Sylvester 1867) from 1 and from those that a prime gives (Paley 1933).
    """
    if order is None:
        order = next(number for number in range(max(least, 2), 4 * least + 4) if _of_order(number) is not None)
    found = None if order < least else _of_order(order)
    if found is None:
        usual = len(hadamard(least))
        raise DesignError(
            f"--replicate-count {order} is no order of a Hadamard matrix for {least - 1} strata; "
            f"leave it out, which takes {usual}"
        )
    ones_above = found * found[0]
    return np.asarray(ones_above * ones_above[:, :1])


def _of_order(order: int) -> IntArray | None:
    """A matrix of this order; None where neither doubling nor a prime gives one."""
    if order in (1, 2):
        return np.array([[1, 1], [1, -1]])[:order, :order]
    if order % 4:
        return None
    if (half := _of_order(order // 2)) is not None:
        return np.kron(np.array([[1, 1], [1, -1]]), half)
    if _is_prime(order - 1):
        return _paley(order - 1)
    if _is_prime(order // 2 - 1) and order // 2 % 4 == 2:
        return _paley_doubled(order // 2 - 1)
    return None


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % part for part in range(2, int(number**0.5) + 1))


def _residues(prime: int) -> IntArray:
    """1 where the difference of row and column is a square modulo the prime, -1 where not, 0 where it is zero."""
    kind = np.full(prime, -1)
    kind[np.arange(1, prime) ** 2 % prime] = 1
    kind[0] = 0
    place = np.arange(prime)
    return np.asarray(kind[(place[:, None] - place) % prime])


def _paley(prime: int) -> IntArray:
    """Of order prime + 1, for primes that leave 3 when divided by 4."""
    made = np.ones((prime + 1, prime + 1), np.int64)
    made[1:, 1:] = _residues(prime) + np.eye(prime, dtype=np.int64)
    made[1:, 0] = -1
    return made


def _paley_doubled(prime: int) -> IntArray:
    """Of order twice prime + 1, for primes that leave 1 when divided by 4."""
    core = np.zeros((prime + 1, prime + 1), np.int64)
    core[0, 1:] = core[1:, 0] = 1
    core[1:, 1:] = _residues(prime)
    return np.asarray(
        np.kron(core, np.array([[1, 1], [1, -1]])) + np.kron(np.eye(prime + 1, dtype=np.int64), [[1, -1], [-1, -1]])
    )

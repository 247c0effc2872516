"""Random rule sets in the grammar of nft."""


def generate(random, world):
    raise NotImplementedError


def text(rules):
    raise NotImplementedError

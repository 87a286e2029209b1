"""What other people's tests import: the pytest plugin of wanghuiyi."""

import hashlib
import io
import json
import math
import os
import urllib.request

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn


def fetch(path):
    if SITE.startswith(("http://", "https://")):
        request = urllib.request.Request(SITE + path, headers={"User-Agent": "epoch-one-notebook"})
        with urllib.request.urlopen(request) as answer:
            return answer.read()
    with open(os.path.join(SITE, path), "rb") as file:
        return file.read()


device = "cuda" if torch.cuda.is_available() else "cpu"
print("PyTorch", torch.__version__, "@{p_on}", device)

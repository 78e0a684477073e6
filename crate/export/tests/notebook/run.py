"""Checks notebooks, and executes those that are asked for as they are.

python3 run.py check NOTEBOOK...     valid by nbformat, and every code cell compiles
python3 run.py execute NOTEBOOK      runs it in its folder; prints what it came to, as JSON
"""

import json
import os
import sys

import nbformat

# Not part of the notebook: what its variables are in the end.
ASKED = """import json
print(json.dumps({
    "torch": torch.__version__,
    "file": FILE,
    "first_loss": train_curve[0][1],
    "steps": len(train_curve),
    "valid": [list(point) for point in valid_curve],
}))"""


def read(path):
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5), path
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids), path
    for cell in notebook.cells:
        if cell.cell_type == "code":
            compile(cell.source, f"{path}, {cell.id}", "exec")
    return notebook


def execute(path):
    from nbclient import NotebookClient

    notebook = read(path)
    notebook.cells.append(nbformat.v4.new_code_cell(ASKED))
    folder = os.path.dirname(os.path.abspath(path))
    NotebookClient(notebook, timeout=900, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    drawn = sum("image/png" in output.get("data", {}) for output in outputs)
    warned = [output.text for output in outputs if output.get("name") == "stderr"]
    assert drawn == 4 and not warned, (drawn, warned)
    nbformat.write(notebook, path.replace(".ipynb", ".executed.ipynb"))
    print(notebook.cells[-1].outputs[0].text.strip())


if __name__ == "__main__":
    if sys.argv[1] == "check":
        for path in sys.argv[2:]:
            read(path)
    else:
        execute(sys.argv[2])

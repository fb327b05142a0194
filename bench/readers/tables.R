# Compares the JSON export of a results folder, as jsonlite reads it, with its CSV files.
#
#     mesabench export results/quick --to json
#     Rscript bench/readers/tables.R results/quick
#
# Ends with 1 where a single value differs.

library(jsonlite)

folder <- sub("/$", "", commandArgs(trailingOnly = TRUE)[1])
exported <- paste0(folder, "-json")
files <- setdiff(list.files(exported, "\\.json$"), c("export.json", "columns.json"))
values <- 0
wrong <- 0
for (name in files) {
  table <- fromJSON(file.path(exported, name))
  csv <- read.csv(file.path(folder, sub("json$", "csv", name)), na.strings = "", check.names = FALSE)
  values <- values + prod(dim(csv))
  if (!identical(names(table), names(csv)) || nrow(table) != nrow(csv)) {
    wrong <- wrong + prod(dim(csv))
    next
  }
  for (column in names(csv)) {
    ours <- table[[column]]
    theirs <- csv[[column]]
    if (is.logical(ours)) theirs <- as.logical(theirs) # "true" and "false"; a column of nothing is read as logical too
    # R reads the text of a number to within a unit of its last place, not always to the nearest number.
    same <- if (is.numeric(ours) && is.numeric(theirs)) ours == theirs | abs(ours - theirs) <= 4 * .Machine$double.eps * abs(theirs) else ours == theirs
    wrong <- wrong + sum(!((!is.na(same) & same) | (is.na(ours) & is.na(theirs))))
  }
}
cat(sprintf("%s: %d tables, %d values, %d differ\n", exported, length(files), values, wrong))
quit(status = as.integer(wrong > 0))

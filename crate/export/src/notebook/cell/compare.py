def shown(value, form):
    return "–" if value is None else format(value, form)


print(f"@{p_first_loss} {shown(PAGE_FIRST_LOSS, '.4f')}@{p_here} {train_curve[0][1]:.4f}")
print(f"@{p_last_loss} {shown(PAGE_LOSS, '.4f')}@{p_here} {valid_curve[-1][1]:.4f}")
print(f"@{p_last_accuracy} {shown(PAGE_ACCURACY, '.1%')}@{p_here} {valid_curve[-1][2]:.1%}")
